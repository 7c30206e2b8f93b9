// Package volumes holds the pages of data centers and volumes.
package volumes
