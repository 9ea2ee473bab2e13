/**
 * The tables of Log Analytics that queries read, with those of their columns that matter here.
 * learn.microsoft.com/azure/azure-monitor/reference/tables/<name of the table>
 */
export const tables = {
  AppTraces: {
    TimeGenerated: 'datetime',
    AppRoleInstance: 'string',
    AppRoleName: 'string',
    ItemCount: 'int',
    Message: 'string',
    OperationId: 'string',
    OperationName: 'string',
    Properties: 'dynamic',
    SeverityLevel: 'int',
    _BilledSize: 'real',
  },
  AppRequests: {
    TimeGenerated: 'datetime',
    AppRoleInstance: 'string',
    AppRoleName: 'string',
    DurationMs: 'real',
    ItemCount: 'int',
    Name: 'string',
    OperationId: 'string',
    OperationName: 'string',
    ResultCode: 'string',
    Success: 'bool',
    _BilledSize: 'real',
  },
  AppExceptions: {
    TimeGenerated: 'datetime',
    AppRoleName: 'string',
    ExceptionType: 'string',
    OperationId: 'string',
    OperationName: 'string',
    OuterMessage: 'string',
    ProblemId: 'string',
  },
  Operation: {
    TimeGenerated: 'datetime',
    Detail: 'string',
    OperationCategory: 'string',
    OperationKey: 'string',
    OperationStatus: 'string',
    Solution: 'string',
  },
  Usage: {
    TimeGenerated: 'datetime',
    DataType: 'string',
    IsBillable: 'bool',
    Quantity: 'real',
    QuantityUnit: 'string',
    Solution: 'string',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type TableName = keyof typeof tables;
