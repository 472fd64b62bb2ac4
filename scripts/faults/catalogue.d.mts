export declare const families: Record<string, [id: string, fault: string][]>
export declare const notApplicable: Record<string, string>
