// Package people holds the pages of users and of a user's own login.
package people
