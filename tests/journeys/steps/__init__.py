"""What people do in the browser, step by step, whatever the instrument: what differs is read in the rules."""
