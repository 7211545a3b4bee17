"""Files that come from outside, taken apart without trusting them; what they mean is said elsewhere."""
