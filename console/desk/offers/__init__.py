"""The parts that `console.desk.protocol.Desk` is made of, by topic."""
