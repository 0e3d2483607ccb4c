using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Orders;

public class OrderLifecycleTests
{
    private const string Table = """
                        Accept  Reject    FillPart         FillRest  Cancel    Expire   Arrive           SendCancel       SetOff  Trail  Relock  Amend            Prevent
        New             Open    Rejected  -                -         -         -        -       -      -       -                -                -                -
        Open            -       -         PartiallyFilled  Filled    Canceled  Expired  Open             Open             Open    Open   Open    Open             Open
        PartiallyFilled -       -         PartiallyFilled  Filled    Canceled  Expired  PartiallyFilled  PartiallyFilled  -       -      -       PartiallyFilled  PartiallyFilled
        Filled          -       -         -                -         -         -        -       -      -       -                -                -                -
        Canceled        -       -         -                -         -         -        -       -      -       -                -                -                -
        Expired         -       -         -                -         -         -        -       -      -       -                -                -                -
        Rejected        -       -         -                -         -         -        -       -      -       -                -                -                -
        """;

    [Fact]
    public void Every_status_meets_every_trigger_as_the_table_says()
    {
        string[][] rows = [.. Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Dictionary<(string, string), string> cells = [];
        foreach (string[] row in rows.Skip(1))
            for (int column = 0; column < rows[0].Length; column++) cells.Add((row[0], rows[0][column]), row[column + 1]);

        foreach (OrderStatus status in Enum.GetValues<OrderStatus>())
            foreach (OrderTrigger trigger in Enum.GetValues<OrderTrigger>())
                Assert.Equal(
                    $"{status} {trigger} {cells[(status.ToString(), trigger.ToString())]}",
                    $"{status} {trigger} {(OrderLifecycle.TryNext(status, trigger, out OrderStatus next) ? next : "-")}");
        Assert.Equal(Enum.GetValues<OrderStatus>().Length * Enum.GetValues<OrderTrigger>().Length, cells.Count);
    }
}
