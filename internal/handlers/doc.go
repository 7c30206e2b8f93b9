// Package handlers is the dashboard over HTTP: one file per page or action, the forms, the
// event stream, the one error path and the middleware. A handler parses, calls and renders.
package handlers
