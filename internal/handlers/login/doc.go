// Package login lets people in and out.
package login
