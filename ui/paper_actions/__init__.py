"""What a person does to the chosen papers: statuses, tags, links, fields, copying."""
