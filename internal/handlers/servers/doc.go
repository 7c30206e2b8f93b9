// Package servers holds the page of a server with its sets.
package servers
