// Package overview holds the start page.
package overview
