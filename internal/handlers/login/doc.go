// Package login handles logging in and out.
package login
