// Package middleware stands before all pages: request ids, the log line of each request, panics, forms and slow clients.
package middleware
