"""Rule packs: folders of Markdown pages become rules."""
