"""Pages of the desk: `page` shows it, `acting` does something with many steps, `lists` keeps filters."""
