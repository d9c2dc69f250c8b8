"""What is started: images, processes, start paths, entry files, tools and buffering."""
