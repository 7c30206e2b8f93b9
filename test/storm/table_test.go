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

// columns are the columns of the storms' table.
const columns = "database\toperations\tdone\tfailed\tunknown\tcancelled\tlost\tdoubled\tkills\tcalls\trefused (429)\t" +
	"least left of the budget\tlongest to a final state\tduration\t"

// userScenarioColumns are the columns of the scenarios' table.
const userScenarioColumns = "database\trequest\ttimes\toperations\tdone\tfailed\tunknown\tcancelled\tlost\tdoubled\tcontradictory\t"

// write prints reports as two tables.
func write(out io.Writer, reports []report) error {
	slices.SortFunc(reports, func(a, b report) int { return cmp.Compare(b.database, a.database) })
	if err := writeSnapshots(out, reports); err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, userScenarioColumns)
	for _, y := range reports {
		for _, r := range y.scenarios {
			cells := []string{y.database, string(r.kind)}
			for _, n := range []int{r.requested, r.operationsAll, r.done, r.failed, r.unknown, r.cancelled, r.lost, r.duplicates, r.wrong} {
				cells = append(cells, strconv.Itoa(n))
			}
			fmt.Fprintln(table, strings.Join(cells, "\t")+"\t")
		}
	}
	return table.Flush()
}

func writeSnapshots(out io.Writer, reports []report) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, columns)
	for _, y := range reports {
		cells := []string{y.database}
		for _, n := range []int{
			y.operations, y.states[operation.Done], y.states[operation.Failed], y.states[operation.Unknown],
			y.states[operation.Cancelled], y.lost, y.duplicates, y.kills, y.calls, y.refused,
		} {
			cells = append(cells, strconv.Itoa(n))
		}
		cells = append(cells, fmt.Sprintf("%d of %d", y.minRemaining, y.limit), seconds(y.longest), seconds(y.duration))
		fmt.Fprintln(table, strings.Join(cells, "\t")+"\t")
	}
	return table.Flush()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
