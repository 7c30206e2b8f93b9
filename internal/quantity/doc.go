// Package quantity writes counts and sizes for people: "1 200 volumes", "at least 10 240 GB".
package quantity
