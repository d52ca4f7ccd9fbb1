"""Development tools that use the window: screenshots, generated help pages, benchmarks."""
