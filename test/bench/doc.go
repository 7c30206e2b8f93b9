// Command bench measures Snapdeck beside yardsticks in the same run and prints what it found.
// Trust the ratios; the figures themselves belong to the machine.
package main
