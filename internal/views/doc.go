// Package views renders the pages: templ components and the plain structs with the values to display, which the
// components only mark up. A fragment that updates while the page is open has an ID, by which the live stream
// replaces it.
package views
