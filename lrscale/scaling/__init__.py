"""From one batch to another: rules, companions and risks, and the functions that put them together. Pure."""
