"""The desk across a unix socket: the same questions and acts, for many operators on one host.

A frame is a line of JSON (`frames`). What may be asked, with the types of what is given and answered, is
derived from the desk itself (`methods`), so that a new method of the desk is there without a word here. Who
somebody is, the kernel says (`peer`); what they may, the desk says.
"""
