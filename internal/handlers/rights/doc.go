// Package rights decides who may use which route, and takes from pages what their users may not do.
package rights
