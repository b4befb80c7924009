"""A character device whose driver is this program: what comes on its standard input can be read from the device.

Prints the device's path, then passes bytes on until its input ends; with that the device is gone.
"""

import os
import pty
import sys
import tty

driver, device = pty.openpty()
tty.setraw(device)
path = os.ttyname(device)
print(path, flush=True)
source = sys.stdin.buffer.raw
while piece := source.read(65536):
    while piece:
        piece = piece[os.write(driver, piece) :]
