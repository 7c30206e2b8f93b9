// Package openfailures counts the failures that no later snapshot made good and no user dismissed.
package openfailures
