// Package savedviews holds the page of saved views.
package savedviews
