// Package handlers serves the dashboard over HTTP: each handler parses a request, calls the logic and renders the
// result.
package handlers
