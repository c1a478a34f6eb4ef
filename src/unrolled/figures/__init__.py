"""Every figure the book shows, as a function that takes data and returns a Matplotlib figure.

One module a chapter, and :mod:`unrolled.figures.style` for the look they share. A figure function
computes nothing a reader would want to check: it draws the arrays it is given. It saves nothing
and leaves Matplotlib's settings as they were.
"""
