// Package session says who sent a request, and sends users who are not logged in to the login page.
package session
