package storm

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"snapdeck/internal/operation"
)

// columns are what the table of the storms tells.
const columns = "database\toperations\tdone\tfailed\tunknown\tcancelled\tlost\tdoubled\tkills\tcalls\trefused (429)\t" +
	"least left of the budget\tlongest to a final state\tduration\t"

// errandColumns are what the table of the other things that people asked for tells.
const errandColumns = "database\tasked for\ttimes\toperations\tdone\tfailed\tunknown\tcancelled\tlost\tdoubled\tnot as told\t"

// write prints tallies as two tables.
func write(out io.Writer, tallies []tally) error {
	slices.SortFunc(tallies, func(a, b tally) int { return cmp.Compare(b.database, a.database) })
	if err := writeSnapshots(out, tallies); err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, errandColumns)
	for _, y := range tallies {
		for _, r := range y.errands {
			cells := []string{y.database, string(r.kind)}
			for _, n := range []int{r.asked, r.operationsAll, r.done, r.failed, r.unknown, r.cancelled, r.lost, r.doubled, r.wrong} {
				cells = append(cells, strconv.Itoa(n))
			}
			fmt.Fprintln(table, strings.Join(cells, "\t")+"\t")
		}
	}
	return table.Flush()
}

func writeSnapshots(out io.Writer, tallies []tally) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, columns)
	for _, y := range tallies {
		cells := []string{y.database}
		for _, n := range []int{
			y.operations, y.states[operation.Done], y.states[operation.Failed], y.states[operation.Unknown],
			y.states[operation.Cancelled], y.lost, y.doubled, y.kills, y.calls, y.refused,
		} {
			cells = append(cells, strconv.Itoa(n))
		}
		cells = append(cells, fmt.Sprintf("%d of %d", y.least, y.limit), seconds(y.longest), seconds(y.took))
		fmt.Fprintln(table, strings.Join(cells, "\t")+"\t")
	}
	return table.Flush()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
