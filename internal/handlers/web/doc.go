// Package web is the foundation of all pages: requests and answers, layout, errors, sessions, forms, notices, caches
// and streams.
package web
