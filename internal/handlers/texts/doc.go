// Package texts says in words how operations, resources and failures stand, for any page.
package texts
