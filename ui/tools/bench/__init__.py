"""How fast the window is: `table` is the command, `parts` what is measured on our window, `bare` a window without us.

Empty, so that a process that measures loads nothing but what it measures.
"""
