// Package quotas shows how much of the contract's quotas is used, and whether a request fits.
package quotas
