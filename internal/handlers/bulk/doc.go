// Package bulk holds the reviews of actions on many snapshots at once, and the handlers that record them.
package bulk
