"""An invented university's people, to look around with. Nothing here reaches a real installation."""
