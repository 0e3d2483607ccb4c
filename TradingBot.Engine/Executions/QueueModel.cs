namespace TradingBot.Engine.Executions;

/// <summary>How much of what is ahead in a queue goes away when the level shows less than its trades explain.</summary>
/// <remarks>
/// With f ahead and b behind, p is the share of such a decrease that falls behind the order. The pessimistic model and the family of p are
/// those of hftbacktest (RiskAverseQueueModel, ProbQueueModel; https://hftbacktest.readthedocs.io/en/latest/reference/queue_models.html),
/// which follows the answers at https://quant.stackexchange.com/questions/3782. Numbers are stored.
/// </remarks>
public enum QueueModel : byte
{
    /// <summary>Only trades shorten the queue; but never is more ahead than the level shows.</summary>
    Pessimistic = 0,

    /// <summary>p = b / (f + b): every quantity at the level is as likely to be taken back.</summary>
    Proportional = 1,

    /// <summary>p = b² / (f² + b²).</summary>
    Square = 2,

    /// <summary>p = b³ / (f³ + b³).</summary>
    Cube = 3,

    /// <summary>p = (b / (f + b))²: cancellations rather ahead.</summary>
    SquareOfShareBehind = 4,

    /// <summary>p = (b / (f + b))³.</summary>
    CubeOfShareBehind = 5,

    /// <summary>p = 1 - (f / (f + b))²: cancellations rather behind.</summary>
    SquareOfShareAhead = 6,

    /// <summary>p = 1 - (f / (f + b))³.</summary>
    CubeOfShareAhead = 7,

    /// <summary>p = log(1 + b) / (log(1 + f) + log(1 + b)), quantities in units of the instrument's scale.</summary>
    Logarithmic = 8,

    /// <summary>p = log(1 + b) / log(1 + f + b).</summary>
    LogarithmicOfWhole = 9,

    /// <summary>Nothing is ahead: optimistic, the other end of the envelope.</summary>
    Front = 10,
}

/// <summary>The formulas of <see cref="QueueModel"/>, in integers only, so that they decide alike everywhere.</summary>
internal static class QueueFormulas
{
    // Shares are in units of 2^-30; their cubes fit 128 bits with room for the product with a quantity.
    private const int Bits = 30;
    private const long One = 1L << Bits;

    /// <summary>What is ahead after <paramref name="cancelled"/> was taken back at the level. Doubt of rounding stays ahead.</summary>
    /// <param name="model">The formula.</param>
    /// <param name="ahead">Ahead before; 0 to <paramref name="total"/>.</param>
    /// <param name="total">At the level before, what trades took of it not counted.</param>
    /// <param name="cancelled">What was taken back; 1 to <paramref name="total"/>.</param>
    internal static long AheadAfter(QueueModel model, long ahead, long total, long cancelled)
    {
        if (model == QueueModel.Pessimistic || ahead <= 0) return Math.Max(0, ahead);
        long behind = Math.Max(0, total - ahead);
        // The proportional share is exact, the others are rounded to 30 bits.
        long fromBehind = model == QueueModel.Proportional
            ? (long)(((Int128)cancelled * behind + total - 1) / total)
            : (long)(((Int128)cancelled * ShareBehind(model, ahead, behind) + One - 1) >> Bits);
        // Behind can't give more than is there: the rest was ahead.
        fromBehind = Math.Min(fromBehind, behind);
        return Math.Max(0, ahead - (cancelled - fromBehind));
    }

    /// <summary>p of the model in units of 2^-30.</summary>
    internal static long ShareBehind(QueueModel model, long ahead, long behind)
    {
        if (behind == 0) return 0;
        if (ahead == 0) return One;
        long front = (long)(((Int128)ahead << Bits) / ((Int128)ahead + behind));
        long back = One - front;
        return model switch
        {
            QueueModel.Proportional => back,
            QueueModel.Square => Ratio(Power(back, 2), Power(front, 2)),
            QueueModel.Cube => Ratio(Power(back, 3), Power(front, 3)),
            QueueModel.SquareOfShareBehind => Power(back, 2),
            QueueModel.CubeOfShareBehind => Power(back, 3),
            QueueModel.SquareOfShareAhead => One - Power(front, 2),
            QueueModel.CubeOfShareAhead => One - Power(front, 3),
            QueueModel.Logarithmic => Ratio(Logarithm(behind), Logarithm(ahead)),
            QueueModel.LogarithmicOfWhole => (long)(((Int128)Logarithm(behind) << Bits) / Logarithm((Int128)ahead + behind)),
            QueueModel.Pessimistic => One,
            QueueModel.Front => 0,
            _ => throw new InvariantViolationException($"unknown queue model {model}"),
        };
    }

    private static long Power(long share, int exponent)
    {
        long power = share;
        for (int step = 1; step < exponent; step++) power = (long)(((Int128)power * share) >> Bits);
        return power;
    }

    private static long Ratio(long back, long front) => back + front == 0 ? 0 : (long)(((Int128)back << Bits) / ((Int128)back + front));

    /// <summary>log2(1 + value) in units of 2^-30: the whole part is the highest bit, each further bit by squaring the rest.</summary>
    internal static long Logarithm(Int128 value)
    {
        UInt128 number = (UInt128)value + 1;
        int whole = 127 - (int)UInt128.LeadingZeroCount(number);
        // The mantissa, 1 to 2, in units of 2^-62.
        UInt128 mantissa = whole <= 62 ? number << (62 - whole) : number >> (whole - 62);
        long logarithm = (long)whole << Bits;
        for (int bit = Bits - 1; bit >= 0; bit--)
        {
            mantissa = (mantissa * mantissa) >> 62;
            if (mantissa < (UInt128)1 << 63) continue;
            mantissa >>= 1;
            logarithm |= 1L << bit;
        }

        return logarithm;
    }
}
