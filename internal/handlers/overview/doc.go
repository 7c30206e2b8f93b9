// Package overview is the first page.
package overview
