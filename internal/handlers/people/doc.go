// Package people holds the pages of users and of the user's own account.
package people
