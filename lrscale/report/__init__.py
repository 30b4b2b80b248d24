"""What lrscale answers, for people and for programs: one module per format, and the manual."""
