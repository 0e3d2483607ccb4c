using TradingBot.Engine.Amounts;
using TradingBot.Engine.Ledger;

namespace TradingBot.Engine.Accounts;

/// <summary>The five ledger accounts of one asset; they sum to zero.</summary>
internal sealed class AssetBalance(string asset)
{
    internal string Asset { get; } = asset;

    internal Money Free { get; private set; }

    internal Money Locked { get; private set; }

    internal Money Fees { get; private set; }

    internal Money Market { get; private set; }

    internal Money External { get; private set; }

    internal Money Total => Free + Locked;

    internal void Post(LedgerAccount account, Money amount)
    {
        switch (account)
        {
            case LedgerAccount.Free: Free += amount; break;
            case LedgerAccount.Locked: Locked += amount; break;
            case LedgerAccount.Fees: Fees += amount; break;
            case LedgerAccount.Market: Market += amount; break;
            case LedgerAccount.External: External += amount; break;
            default: Invariant.Holds(false); break;
        }
    }

    internal void CheckInvariants()
    {
        Invariant.Holds(!Free.IsNegative);
        Invariant.Holds(!Locked.IsNegative);
        Invariant.Holds((Free + Locked + Fees + Market + External).Units == 0);
    }
}
