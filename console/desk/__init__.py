"""The desk: the one door for people. Every question and every act of a screen or a command is a method."""
