"""What shows the state on the screen: a process of its own that only watches the control socket.

Delete it and nothing changes; its crash harms nothing; it ends with the assistant.
"""
