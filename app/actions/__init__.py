"""What a user does in a library: one method an action, one transaction, one step of the history."""
