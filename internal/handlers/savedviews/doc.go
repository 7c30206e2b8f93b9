// Package savedviews holds the page of the lists that people saved.
package savedviews
