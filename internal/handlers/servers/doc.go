// Package servers holds the pages of servers and their sets.
package servers
