// Package web is what all pages stand on: requests, pages and their layout, and the one error path.
package web
