"""What the pages of the welcome show: small frozen values, read in a bounded number of queries."""
