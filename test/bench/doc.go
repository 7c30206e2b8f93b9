// Command bench measures Snapdeck beside baselines in the same run and prints the results. Trust the ratios;
// the figures themselves depend on the computer.
package main
