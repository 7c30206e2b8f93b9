// Package paths knows the addresses of pages: their patterns, how to build them, and which lead elsewhere.
package paths
