// Package quotas shows how much of the contract's quotas is used, and what lacks.
package quotas
