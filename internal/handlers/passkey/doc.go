// Package passkey adds passkeys to accounts and logs in with them.
package passkey
