/** Who can be named in the settings of a chat? */

export interface Choices {
  departments: { id: string; name: string }[];
  staff: { id: string; name: string; active: boolean; department: string | null }[];
}
