// Package views is what a page looks like: templ components and the plain structs that they
// show. Values in the structs are ready to be displayed; the components decide nothing but
// the markup. Fragments that change while somebody looks carry an id, by which the live
// stream replaces them.
package views
