"""The question before a change of who sees what, and what it shows of the consequence."""
