// Package web is the foundation of all pages: requests and responses, layout, errors, sessions, forms, notices, caches
// and streams.
package web
